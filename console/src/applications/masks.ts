/** An address of which only its owner recognises the first part, as in the list. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return at <= 0 ? "***" : `${[...email][0]}***${email.slice(at)}`;
}

/** A number of which only the last three digits show. */
export function maskPhone(phone: string): string {
  return phone.length <= 3 ? "***" : `***${phone.slice(-3)}`;
}
