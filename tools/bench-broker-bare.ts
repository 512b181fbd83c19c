import Fastify from "fastify";
import { sampleOrder } from "./bench-broker-samples.ts";

// What creating an order is compared with: a route that takes JSON and answers with an order's worth of JSON at once.
const app = Fastify();
app.post<{ Body: { client_order_id: string } }>("/v1/trading/accounts/:accountId/orders", (request, reply) =>
  reply.send({ ...sampleOrder(0, "pending_new"), client_order_id: request.body.client_order_id }),
);
console.log(`The bare route is at ${await app.listen({ port: 0, host: "127.0.0.1" })}`);
