import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from "react-admin";

// The colours of the customers' app, quieter: ink for what is said, warm white for paper, ochre only as a mark.
const INK = "#1f3054";
const PAPER = "#f7f4ee";

const FONT = '"Noto Sans JP Variable", "Hiragino Sans", "Yu Gothic UI", system-ui, sans-serif';

/** How the console looks by day. */
export const lightTheme: RaThemeOptions = {
  ...defaultLightTheme,
  palette: {
    mode: "light",
    primary: { main: INK, dark: "#16233f", light: "#4a5d87", contrastText: "#ffffff" },
    secondary: { main: "#8a6229" },
    error: { main: "#b3372f" },
    warning: { main: "#9a6212" },
    success: { main: "#2c7048" },
    info: { main: "#35619c" },
    background: { default: PAPER, paper: "#ffffff" },
    text: { primary: "#1c2335", secondary: "#5f6472" },
    divider: "#e6e0d5",
    action: { hover: "rgba(31, 48, 84, 0.045)", selected: "rgba(31, 48, 84, 0.08)" },
  },
  ...sharedLook("#e6e0d5", "#faf8f4"),
};

/** How the console looks by night. */
export const darkTheme: RaThemeOptions = {
  ...defaultDarkTheme,
  palette: {
    mode: "dark",
    primary: { main: "#a9bbe6", dark: "#8aa0d4", light: "#c5d2f1", contrastText: "#121a2c" },
    secondary: { main: "#d9ae6b" },
    error: { main: "#ef8d84" },
    warning: { main: "#e2b25f" },
    success: { main: "#7cc79a" },
    info: { main: "#8bb4e8" },
    background: { default: "#0f1420", paper: "#171d2b" },
    text: { primary: "#eceae4", secondary: "#a2a8b8" },
    divider: "#2a3246",
    action: { hover: "rgba(169, 187, 230, 0.07)", selected: "rgba(169, 187, 230, 0.13)" },
  },
  ...sharedLook("#2a3246", "#1b2232"),
};

function sharedLook(line: string, head: string) {
  return {
    shape: { borderRadius: 8 },
    typography: {
      fontFamily: FONT,
      fontSize: 13,
      htmlFontSize: 16,
      button: { textTransform: "none", fontWeight: 600 },
      h1: { fontSize: "1.375rem", fontWeight: 650, lineHeight: 1.4, letterSpacing: "0.005em" },
      h2: { fontSize: "0.9375rem", fontWeight: 650, lineHeight: 1.5 },
      body1: { fontSize: "0.875rem", lineHeight: 1.6 },
      body2: { fontSize: "0.8125rem", lineHeight: 1.6 },
      caption: { fontSize: "0.75rem", lineHeight: 1.5 },
    },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          // Figures stand in columns, so that an eye can compare them.
          body: { fontVariantNumeric: "tabular-nums", WebkitFontSmoothing: "antialiased" },
          "html[lang=ja] body": { lineBreak: "strict" },
        },
      },
      MuiButton: { defaultProps: { disableElevation: true, size: "medium" } },
      MuiButtonBase: { defaultProps: { disableRipple: true }, styleOverrides: { root: focusRing() } },
      MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: "none" } } },
      MuiCard: { defaultProps: { variant: "outlined" }, styleOverrides: { root: { borderColor: line } } },
      MuiDialog: { styleOverrides: { paper: { border: `1px solid ${line}`, borderRadius: 12 } } },
      MuiTableCell: {
        styleOverrides: {
          root: { borderColor: line, padding: "10px 16px", fontSize: "0.8125rem" },
          head: {
            backgroundColor: head,

            fontSize: "0.75rem",
            fontWeight: 600,
            padding: "8px 16px",
            whiteSpace: "nowrap",
          },
        },
      },
      MuiTextField: { defaultProps: { variant: "outlined", size: "small", margin: "none" } },
      MuiTab: {
        styleOverrides: { root: { minHeight: 44, minWidth: 0, padding: "0 4px", marginRight: 20, fontWeight: 600 } },
      },
      MuiTabs: { styleOverrides: { root: { minHeight: 44 } } },
      MuiTooltip: {
        defaultProps: { arrow: true },
        styleOverrides: { tooltip: { maxWidth: 340, fontSize: "0.75rem", fontWeight: 400, lineHeight: 1.6 } },
      },
      MuiLink: { defaultProps: { underline: "hover" } },
    },
  } satisfies Partial<RaThemeOptions>;
}

function focusRing() {
  return { "&.Mui-focusVisible": { outline: "2px solid currentColor", outlineOffset: 2 } };
}
