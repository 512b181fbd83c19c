import { type AuthProvider, HttpError } from "react-admin";
import type { Gateway } from "./gateway.ts";
import { answerOf } from "./problem.ts";

/** The first of two steps: who is it? The gateway then waits for a code from the operator's authenticator. */
export async function presentPassword(gateway: Gateway, email: string, password: string): Promise<void> {
  await answerOf(gateway.POST("/operator/session", { body: { email, password } }));
}

/** Who works here. The session is a cookie that scripts cannot read, so the gateway is asked each time. */
export function provideAuth(gateway: Gateway): AuthProvider {
  return {
    /** The second step: the code completes the sign-in. */
    async login({ code }: { code: string }) {
      await answerOf(gateway.POST("/operator/session/totp", { body: { code } }));
    },

    async logout() {
      // Signing out of a session that has ended is no mistake.
      await gateway.DELETE("/operator/session");
    },

    async checkAuth() {
      const { level } = await answerOf(gateway.GET("/operator/session"));
      if (level !== "full") throw silentSignOut();
    },

    async checkError(error: unknown) {
      if (error instanceof HttpError && error.status === 401) throw error;
    },

    async getIdentity() {
      const { operator } = await answerOf(gateway.GET("/operator/session"));
      if (operator === null) throw silentSignOut();
      return { id: operator.id, fullName: operator.name, email: operator.email, role: operator.role };
    },

    async getPermissions() {
      const { operator } = await answerOf(gateway.GET("/operator/session"));
      return operator?.role ?? null;
    },
  };
}

// react-admin says nothing when the message is `false`; the sign-in page speaks for itself.
function silentSignOut(): Error {
  return Object.assign(new Error("signed out"), { message: false });
}
