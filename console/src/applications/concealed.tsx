import HideIcon from "@mui/icons-material/VisibilityOffOutlined";
import ShowIcon from "@mui/icons-material/VisibilityOutlined";
import { Box, IconButton } from "@mui/material";
import { useState } from "react";
import { useWords } from "../language/translate.ts";

/** Something personal that a decision seldom needs: masked as in the list, until the operator asks to see it. */
export function Concealed({ name, value, masked }: { name: string; value: string; masked: string }) {
  const words = useWords();
  const [isShown, setShown] = useState(false);
  return (
    <Box component="span" sx={{ display: "inline-flex", alignItems: "center", gap: 0.5 }}>
      {isShown ? value : masked}
      <IconButton
        size="small"
        aria-label={words(isShown ? "personal.conceal" : "personal.reveal", { name })}
        onClick={() => setShown(!isShown)}
        sx={{ my: -0.75, color: "text.secondary", "& svg": { fontSize: 16 } }}
      >
        {isShown ? <HideIcon /> : <ShowIcon />}
      </IconButton>
    </Box>
  );
}
