import { z } from "zod";
import { type App, claimOf, orRefuse, ProblemBody, traceOf } from "../app.ts";
import type { Money } from "../money.ts";
import { refuse } from "../refusal.ts";
import { CustomerParams } from "./customer-params.ts";
import { findCustomer } from "./find-customer.ts";
import { type Customer, describeCustomer, openCustomer } from "./open-customer.ts";

const CustomerBody = z
  .object({
    customerId: z.uuid(),
    customerNumber: z.string(),
    openedAt: z.string(),
    depositAccount: z.object({
      bankCode: z.string(),
      bankName: z.string(),
      branchCode: z.string(),
      branchName: z.string(),
      accountType: z.literal("ordinary"),
      accountNumber: z.string(),
      accountHolder: z.string(),
    }),
  })
  .meta({ id: "Customer" });

/** Accounts of customers: opening one, and where to send yen. */
export function addCustomerRoutes(app: App, money: Money): void {
  app.post("/customers", {
    config: { may: ["operator"], stepUp: false, once: true },
    schema: {
      operationId: "openCustomer",
      body: z.strictObject({
        customerId: z.uuid().toLowerCase(),
        customerNumber: z.string().regex(/^[1-9]\d{0,6}$/),
      }),
      response: { 201: CustomerBody, "4xx": ProblemBody },
    },
    handler: async (request, reply) => {
      const { customerId, customerNumber } = request.body;
      const input = { customerId, customerNumber: BigInt(customerNumber), policy: money.policy };
      const options = { claim: claimOf(request, 201), traceparent: traceOf(request) };
      return reply.code(201).send(orRefuse(await money.commands.run(openCustomer, input, options)));
    },
  });

  app.get("/customers/:customerId", {
    config: { may: ["customer", "operator"], stepUp: false, once: false },
    schema: {
      operationId: "getCustomer",
      params: CustomerParams,
      response: { 200: CustomerBody, "4xx": ProblemBody },
    },
    handler: (request) => getCustomer(money, request.params.customerId),
  });
}

/** The customer's account, or a refusal. */
async function getCustomer(money: Money, customerId: string): Promise<Customer> {
  const customer = orRefuse((await findCustomer(money.pool, customerId)) ?? refuse("account_not_found"));
  return describeCustomer(customer, money.policy);
}
