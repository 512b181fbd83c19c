import { Box } from "@mui/material";
import { type ReactNode, useEffect } from "react";
import { Layout } from "react-admin";
import { useLanguage } from "../language/translate.ts";
import { Navigation } from "./navigation.tsx";
import { TopBar } from "./top-bar.tsx";

/** What stands around every page: the bar above, and the menu at the side (behind the bar's button on a phone). */
export function Frame({ children }: { children: ReactNode }) {
  useLanguageOfDocument();
  return (
    <Layout appBar={TopBar} sidebar={Side} menu={SideMenu} sx={frameLook}>
      {children}
    </Layout>
  );
}

/** Tells browsers and screen readers which language the page speaks. */
export function useLanguageOfDocument(): void {
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
}

const SideMenu = () => <Navigation />;

function Side({ children }: { children: ReactNode }) {
  return (
    <Box sx={{ display: { xs: "none", md: "block" }, width: 232, flexShrink: 0 }}>
      <Box sx={{ position: "sticky", top: 57, p: 1.5 }}>{children}</Box>
    </Box>
  );
}

const frameLook = {
  minWidth: 0,
  "& .RaLayout-appFrame": { marginTop: 0 },
  "& .RaLayout-content": {
    minWidth: 0,
    maxWidth: 1320,
    px: { xs: 2, md: 3 },
    pt: { xs: 2, md: 2.5 },
    pb: 8,
  },
};
