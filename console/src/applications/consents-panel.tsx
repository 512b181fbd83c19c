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
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell sx={{ pl: 2.5 }}>{words("consents.document")}</TableCell>
              <TableCell>{words("consents.version")}</TableCell>
              <TableCell sx={{ pr: 2.5 }}>{words("consents.agreed")}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody sx={{ "& tr:last-of-type td": { borderBottom: 0 } }}>
            {application.consents.map((consent) => (
              <TableRow key={`${consent.documentId} ${consent.version}`}>
                <TableCell sx={{ pl: 2.5 }}>{titles.get(consent.documentId) ?? consent.documentId}</TableCell>
                <TableCell>{consent.version}</TableCell>
                <TableCell sx={{ pr: 2.5, whiteSpace: "nowrap" }}>
                  {formatInstant(consent.agreedAt, language)}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Panel>
  );
}

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
