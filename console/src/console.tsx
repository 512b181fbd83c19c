import { QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { Admin, HttpError, Resource } from "react-admin";
import { ApplicationList } from "./applications/application-list.tsx";
import { ApplicationPage } from "./applications/application-page.tsx";
import { provideAuth } from "./auth-provider.ts";
import { provideData } from "./data-provider.ts";
import { DeskPage } from "./desk/desk-page.tsx";
import { Frame } from "./frame/frame.tsx";
import { NowherePage } from "./frame/nowhere-page.tsx";
import { rememberChoices } from "./frame/remembered-choices.ts";
import type { Gateway } from "./gateway.ts";
import { GatewayContext } from "./gateway-context.ts";
import { i18nProvider } from "./language/translate.ts";
import { SignInPage } from "./sign-in/sign-in-page.tsx";
import { darkTheme, lightTheme } from "./theme.ts";

/** The operations console: sign-in, the desk, and the applications to open an account. */
export function Console({ gateway }: { gateway: Gateway }) {
  const parts = useMemo(
    () => ({
      dataProvider: provideData(gateway),
      authProvider: provideAuth(gateway),
      queryClient: askSparingly(),
      store: rememberChoices(),
    }),
    [gateway],
  );
  return (
    <GatewayContext value={gateway}>
      <Admin
        {...parts}
        i18nProvider={i18nProvider}
        loginPage={SignInPage}
        dashboard={DeskPage}
        layout={Frame}
        catchAll={NowherePage}
        lightTheme={lightTheme}
        darkTheme={darkTheme}
        title="Kura"
        requireAuth
        disableTelemetry
      >
        <Resource name="applications" list={ApplicationList} show={ApplicationPage} />
      </Admin>
    </GatewayContext>
  );
}

/** Reading an application is recorded, so nothing is read again merely because a window came to the front. */
function askSparingly(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        // A "no" stays a "no"; only an outage is worth asking again.
        retry: (tries, error) => tries < 2 && !(error instanceof HttpError && error.status < 500),
      },
      mutations: { retry: false },
    },
  });
}
