/** Event ids are ULIDs: a moment in milliseconds and a random part. Before the first of them, and after the last. */
export const FIRST_ID = "0".repeat(26);
export const LAST_ID = `7${"Z".repeat(25)}`;

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MOMENT = 10;
const LENGTH = 26;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** The lowest id of a moment so many milliseconds before an event; what is no ULID stays what it is. */
export function ulidBefore(id: string, ms: number): string {
  if (!ULID.test(id)) return id;
  let at = 0;
  for (const digit of id.slice(0, MOMENT)) at = at * DIGITS.length + DIGITS.indexOf(digit);
  let left = Math.max(0, at - ms);
  let moment = "";
  for (let place = 0; place < MOMENT; place += 1) {
    moment = DIGITS.charAt(left % DIGITS.length) + moment;
    left = Math.floor(left / DIGITS.length);
  }
  return moment + "0".repeat(LENGTH - MOMENT);
}
