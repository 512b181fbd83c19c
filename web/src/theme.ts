import {
  Alert,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  NativeSelect,
  PasswordInput,
  Radio,
  TextInput,
} from "@mantine/core";

/** 藍: the indigo of work clothes and shop curtains. */
const indigo: MantineColorsTuple = [
  "#eef1f7",
  "#dde3ee",
  "#b9c5db",
  "#93a5c7",
  "#7189b5",
  "#56719f",
  "#3f5b8c",
  "#2c4674",
  "#1f3054",
  "#14203a",
];

/** 真鍮: the brass of the storehouse's lock. The one accent, used sparingly. */
const brass: MantineColorsTuple = [
  "#faf4ea",
  "#f2e6d0",
  "#e4cba0",
  "#d6b06f",
  "#c69452",
  "#b17f3f",
  "#956729",
  "#7c5420",
  "#634218",
  "#4a3010",
];

const red: MantineColorsTuple = [
  "#fbeeeb",
  "#f5d9d3",
  "#eab3a8",
  "#de8b7b",
  "#d26a57",
  "#c1503c",
  "#a83f2d",
  "#8b3223",
  "#6e261a",
  "#511a11",
];

const green: MantineColorsTuple = [
  "#edf4ef",
  "#d9e8dd",
  "#b3d0bb",
  "#8bb797",
  "#689f77",
  "#4d875e",
  "#3b714c",
  "#2f5b3d",
  "#23452e",
  "#172f1f",
];

/** Ink at night: text first, the deepest ground last. */
const dark: MantineColorsTuple = [
  "#ece7dc",
  "#c9c6bf",
  "#a2a5ad",
  "#7c8290",
  "#39435a",
  "#2a3346",
  "#192030",
  "#0f1420",
  "#0b0f19",
  "#070a11",
];

const gray: MantineColorsTuple = [
  "#faf8f4",
  "#f3efe7",
  "#e8e2d7",
  "#dbd4c6",
  "#c6bdad",
  "#a39b8c",
  "#7d766a",
  "#5f594f",
  "#433f38",
  "#2a2824",
];

/** How Kura looks: plaster white and indigo ink, one brass accent, quiet corners. */
export const theme = createTheme({
  fontFamily: '"Noto Sans JP Variable", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
  headings: { fontFamily: '"Noto Sans JP Variable", system-ui, sans-serif', fontWeight: "650" },
  colors: { indigo, brass, red, green, dark, gray },
  primaryColor: "indigo",
  primaryShade: { light: 8, dark: 5 },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "6px", md: "10px", lg: "16px", xl: "24px" },
  cursorType: "pointer",
  components: {
    Alert: Alert.extend({ defaultProps: { variant: "light", radius: "md" } }),
    Button: Button.extend({ defaultProps: { size: "md" } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: "md" } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: "md" } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: "md" } }),
    Radio: Radio.extend({ defaultProps: { size: "md" } }),
    TextInput: TextInput.extend({ defaultProps: { size: "md" } }),
  },
});

/** The few Mantine colours that depend on light and dark beyond its palettes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f7f4ee",
    "--mantine-color-text": "#1c2742",
    "--mantine-color-dimmed": "#6a655b",
    "--mantine-color-default-border": "#d9d2c4",
    "--mantine-color-error": "#a83f2d",
    "--mantine-color-anchor": "#2c4674",
    "--mantine-color-default-color": "#1c2742",
    "--mantine-color-red-light": "#f9ebe6",
    "--mantine-color-indigo-light": "#e9edf5",
  },
  dark: {
    "--mantine-color-body": "#0f1420",
    "--mantine-color-text": "#ece7dc",
    "--mantine-color-dimmed": "#a2a5ad",
    "--mantine-color-default": "#151b29",
    "--mantine-color-default-border": "#333d52",
    "--mantine-color-error": "#e58c7b",
    "--mantine-color-anchor": "#a9bbdc",
    "--mantine-color-red-light": "#2e1b1a",
    "--mantine-color-indigo-light": "#1a2439",
  },
});
