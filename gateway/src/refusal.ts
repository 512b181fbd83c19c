/** Every way the gateway says a correct "no". The API, its document and the support desk share this list. */
export const REFUSALS = {
  validation_failed: { status: 400, message: "Some fields are missing or not as expected." },
  malformed_body: { status: 400, message: "The request body could not be read." },
  not_signed_in: { status: 401, message: "Please sign in." },
  sign_in_failed: { status: 401, message: "The e-mail address or the password is not right, or sign-in is locked." },
  code_refused: { status: 401, message: "That code was not accepted. Wait for the next one and try again." },
  webhook_unproven: { status: 401, message: "The webhook's signature is missing, wrong or too old." },
  second_factor_needed: { status: 403, message: "Please enter the code from your authenticator first." },
  client_header_missing: { status: 403, message: "The request does not name the app that sent it." },
  account_not_open: { status: 403, message: "The account is not open yet." },
  not_found: { status: 404, message: "There is nothing at this address." },
  application_not_found: { status: 404, message: "We cannot find that application." },
  check_not_found: { status: 404, message: "We did not ask for that identity check." },
  person_not_found: { status: 404, message: "Nobody signed up with that e-mail address." },
  email_taken: { status: 409, message: "Somebody signed up with this e-mail address already." },
  application_locked: { status: 409, message: "The application can no longer be changed." },
  application_moved: { status: 409, message: "The application has moved on. Look at it again before deciding." },
  document_changed: { status: 409, message: "The document has changed. Please read the current version." },
  webhook_replayed: { status: 409, message: "This webhook was already acted on." },
  clock_advancing: { status: 409, message: "The clock is being advanced already." },
  body_too_large: { status: 413, message: "The request body is too large." },
  media_type_unsupported: { status: 415, message: "The request body must be application/json." },
  application_incomplete: { status: 422, message: "Something is missing before this step can be taken." },
  under_age: { status: 422, message: "An account can be opened from the age of 18." },
  us_person_not_served: {
    status: 422,
    message: "We cannot open accounts for US citizens, US residents or others who are US persons for tax.",
  },
  too_many_requests: { status: 429, message: "Too many requests. Please wait a moment." },
  internal: { status: 500, message: "Something went wrong on our side." },
  identity_vendor_unavailable: { status: 503, message: "The identity check cannot be reached. Please try again." },
  money_unavailable: { status: 503, message: "Account information cannot be reached. Please try again." },
  clock_unavailable: { status: 503, message: "The clock cannot be reached. Please try again." },
} as const satisfies Record<string, { status: number; message: string }>;

export type RefusalCode = keyof typeof REFUSALS;

/** What is wrong with one field of a request. */
export type FieldProblem = { field: string; message: string };

/** A correct "no", on its way to `http.ts`. Thrown, so that the transaction around it leaves nothing behind. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  readonly errors: readonly FieldProblem[];

  constructor(code: RefusalCode, errors: readonly FieldProblem[] = []) {
    super(REFUSALS[code].message);
    this.code = code;
    this.errors = errors;
  }
}
