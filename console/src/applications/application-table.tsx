import { Link } from "@mui/material";
import { DataTable, useCreatePath } from "react-admin";
import { Link as RouterLink } from "react-router";
import type { ListedApplication } from "../gateway.ts";
import { useAgeWords, useLanguage, useWords } from "../language/translate.ts";
import { formatInstant } from "../time.ts";
import { StatusMark } from "./status-mark.tsx";

/** The applications as a table; a click on a row opens it, and so does the link in it. */
export function ApplicationTable() {
  const words = useWords();
  const language = useLanguage();
  const age = useAgeWords();
  const path = useCreatePath();
  return (
    <DataTable<ListedApplication> bulkActionButtons={false} rowClick="show" sx={tableLook}>
      <DataTable.Col<ListedApplication>
        label={words("list.applicant")}
        render={(record) => (
          <Link
            component={RouterLink}
            to={path({ resource: "applications", type: "show", id: record.id })}
            onClick={(event) => event.stopPropagation()}
            sx={{ fontWeight: 600 }}
          >
            {record.applicant ?? "–"}
          </Link>
        )}
      />
      <DataTable.Col<ListedApplication> label={words("list.email")} source="email" disableSort />
      <DataTable.Col<ListedApplication>
        label={words("list.status")}
        source="status"
        render={(record) => <StatusMark status={record.status} />}
      />
      <DataTable.Col<ListedApplication>
        label={words("list.submitted")}
        source="submittedAt"
        render={(record) =>
          record.submittedAt ? formatInstant(record.submittedAt, language) : words("list.not_submitted")
        }
      />
      <DataTable.Col<ListedApplication>
        label={words("list.age")}
        disableSort
        render={(record) => (record.ageHours === null ? "–" : age(record.ageHours * 3_600_000))}
        sx={{ textAlign: "right" }}
      />
    </DataTable>
  );
}

const tableLook = {
  "& .RaDataTable-table": { tableLayout: "auto" },
  "& th, & td": { borderColor: "divider" },
  "& tbody tr:last-of-type td": { borderBottom: 0 },
  "& thead th": { bgcolor: "transparent", color: "text.secondary" },
  "& tbody tr": { cursor: "pointer" },
};
