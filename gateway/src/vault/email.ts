/** One spelling for each e-mail address, so that it is found however it is typed. */
export function normalizeEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase();
}
