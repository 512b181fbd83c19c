import { Box, Table, TableBody, TableCell, TableHead, TableRow, Typography } from "@mui/material";
import { useQuery } from "@tanstack/react-query";
import { Panel } from "../frame/panel.tsx";
import type { Application } from "../gateway.ts";
import { useGateway } from "../gateway-context.ts";
import { useLanguage, useWords } from "../language/translate.ts";
import { answerOf } from "../problem.ts";
import { formatInstant } from "../time.ts";

/** What was agreed: which document, which version, when. */
export function ConsentsPanel({ application }: { application: Application }) {
  const words = useWords();
  const language = useLanguage();
  const titles = useDocumentTitles();
  if (application.consents.length === 0) {
    return (
      <Panel title={words("consents.title")}>
        <Typography variant="body2" sx={{ color: "text.secondary" }}>
          {words("consents.none")}
        </Typography>
      </Panel>
    );
  }
  return (
    <Panel title={words("consents.title")}>
      <Box sx={{ overflowX: "auto", mx: -2.5, mb: -2.5 }}>
        <Table size="small" sx={tableLook}>
          <TableHead>
            <TableRow>
              <TableCell>{words("consents.document")}</TableCell>
              <TableCell>{words("consents.version")}</TableCell>
              <TableCell>{words("consents.agreed")}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {application.consents.map((consent) => (
              <TableRow key={`${consent.documentId} ${consent.version}`}>
                <TableCell>{titles.get(consent.documentId) ?? consent.documentId}</TableCell>
                <TableCell>{consent.version}</TableCell>
                <TableCell>{formatInstant(consent.agreedAt, language)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Panel>
  );
}

const tableLook = {
  "& th, & td": { px: { xs: 1.25, sm: 2 }, verticalAlign: "top" },
  "& th:first-of-type, & td:first-of-type": { pl: 2.5 },
  "& th:last-of-type, & td:last-of-type": { pr: 2.5, minWidth: "6.5em" },
  "& tbody tr:last-of-type td": { borderBottom: 0 },
};

/** What the documents are called, by their id. */
function useDocumentTitles(): ReadonlyMap<string, string> {
  const gateway = useGateway();
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ["documents"],
    queryFn: () => answerOf(gateway.GET("/documents")),
    staleTime: 3_600_000,
  });
  return new Map(data?.documents.map(({ id, title }) => [id, title[language]]));
}
