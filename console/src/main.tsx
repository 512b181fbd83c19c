import "@fontsource-variable/noto-sans-jp";
import { present } from "@kura/shared/assert.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { Console } from "./console.tsx";
import { askGateway } from "./gateway.ts";

const gateway = askGateway({ baseUrl: "/api" });

createRoot(present(document.getElementById("root"), "main: the page has a root")).render(
  <StrictMode>
    <BrowserRouter>
      <Console gateway={gateway} />
    </BrowserRouter>
  </StrictMode>,
);
