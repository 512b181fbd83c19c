import "@fontsource-variable/noto-sans-jp/wght.css";
import "@mantine/core/styles.css";
import "./look/look.css";
import "./look/frame.css";
import "./look/home.css";
import "./look/moves.css";
import "./look/opening.css";
import "./look/portfolios.css";
import "./look/welcome.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { startLanguage } from "./language.ts";
import { createQueryClient } from "./queries.ts";
import { createRouter } from "./routes.tsx";
import { cssVariables, theme } from "./theme.ts";

startLanguage();

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        // The same key that public/color-scheme.js reads before the first paint.
        colorSchemeManager={localStorageColorSchemeManager({ key: "kura.color-scheme" })}
      >
        <QueryClientProvider client={createQueryClient()}>
          <RouterProvider router={createRouter()} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
