import { Button } from "@mui/material";
import { Link as RouterLink } from "react-router";
import { useWords } from "../language/translate.ts";
import { PageHead } from "./page-head.tsx";

/** What is shown at an address where nothing is. */
export function NowherePage() {
  const words = useWords();
  return (
    <>
      <PageHead title={words("nowhere.title")} lead={words("nowhere.lead")} />
      <Button component={RouterLink} to="/" variant="outlined" sx={{ alignSelf: "flex-start" }}>
        {words("nowhere.back")}
      </Button>
    </>
  );
}
