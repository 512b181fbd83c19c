import DarkIcon from "@mui/icons-material/DarkModeOutlined";
import LightIcon from "@mui/icons-material/LightModeOutlined";
import { IconButton, Tooltip, useMediaQuery } from "@mui/material";
import { useTheme } from "react-admin";
import { useWords } from "../language/translate.ts";

/** Switches between day and night; until somebody does, the device decides. */
export function ThemeButton() {
  const words = useWords();
  const prefersDark = useMediaQuery("(prefers-color-scheme: dark)", { noSsr: true });
  const [theme, setTheme] = useTheme(prefersDark ? "dark" : "light");
  const isDark = theme === "dark";
  const name = words(isDark ? "account.light" : "account.dark");
  return (
    <Tooltip title={name}>
      <IconButton
        size="small"
        aria-label={name}
        onClick={() => setTheme(isDark ? "light" : "dark")}
        sx={{ color: "text.secondary" }}
      >
        {isDark ? <LightIcon fontSize="small" /> : <DarkIcon fontSize="small" />}
      </IconButton>
    </Tooltip>
  );
}
