import { present } from "@kura/shared/assert.ts";
import { createContext, useContext } from "react";
import type { Gateway } from "./gateway.ts";

/** The gateway, for pages that ask it for more than react-admin's data provider knows. */
export const GatewayContext = createContext<Gateway | null>(null);

/** The gateway this console speaks with. */
export function useGateway(): Gateway {
  return present(useContext(GatewayContext), "useGateway: the console is around it");
}
