import type { TestWorld } from "../test-world.ts";

/** Everything that opening an account needs, for a person with this e-mail address. */
export function newAccount(email: string, rest: object = {}): object {
  return {
    contact: {
      email_address: email,
      phone_number: "+81300000000",
      street_address: ["1-1 Chiyoda"],
      city: "Tokyo",
    },
    identity: { given_name: "Hana", family_name: "Sato", date_of_birth: "1990-04-01", tax_id: "123456789" },
    disclosures: {
      is_control_person: false,
      is_affiliated_exchange_or_finra: false,
      is_politically_exposed: false,
      immediate_family_exposed: false,
    },
    agreements: [{ agreement: "customer_agreement", signed_at: "2026-03-01T09:00:00+09:00", ip_address: "192.0.2.1" }],
    ...rest,
  };
}

/** Opens an account and goes to the moment at which it is active; the answer is its id. */
export async function openActive(world: TestWorld, email: string): Promise<string> {
  const { body } = await world.call("POST", "/v1/accounts", newAccount(email));
  const clock = await world.call("GET", "/sim/clock");
  await world.advance(Temporal.Instant.from(clock.body.now).add({ minutes: 2 }).toString());
  return body.id;
}
