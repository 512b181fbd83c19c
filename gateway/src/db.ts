import {
  type ColumnType,
  Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  PostgresDialect,
  type PrimitiveValueListNode,
  type QueryResult,
  type RootOperationNode,
  type Transaction,
  type UnknownRow,
  type ValueNode,
} from "kysely";
import pg from "pg";

type Instant = Temporal.Instant;
type Insertable<Type> = ColumnType<Type, Type | undefined, Type>;
type Json = ColumnType<Record<string, unknown>, string, string>;
/** Set once, on insert. */
type Fixed<Type> = ColumnType<Type, Type, never>;

export type ActorKind = "customer" | "operator" | "system";
export type ApplicationStatus = "draft" | "identity_check" | "review" | "approved" | "rejected";
export type IdentityStatus = "requested" | "pending" | "passed" | "failed";
export type OperatorRole = "reviewer" | "supervisor" | "administrator";
export type VaultKind = "user" | "operator" | "totp" | "application";
export type WorkKind = "open_money_account" | "pull_identity_check";

/** The tables of `kura_gateway`, written by hand from its migrations. */
export type Database = {
  vault_records: {
    id: Fixed<string>;
    kind: Fixed<VaultKind>;
    key_id: Fixed<string>;
    wrapped_key: Fixed<Buffer>;
    created_at: Fixed<Instant>;
  };
  vault_fields: { record_id: Fixed<string>; field: Fixed<string>; sealed: Buffer };
  vault_indexes: {
    kind: Fixed<VaultKind>;
    field: Fixed<string>;
    digest: Fixed<Buffer>;
    record_id: Fixed<string>;
  };
  vault_reads: {
    id: Fixed<string>;
    record_id: Fixed<string>;
    fields: Fixed<readonly string[]>;
    actor_kind: Fixed<ActorKind>;
    actor_id: Fixed<string>;
    reason: Fixed<string>;
    read_at: Fixed<Instant>;
  };
  audit_log: {
    id: Fixed<string>;
    sequence: ColumnType<bigint, never, never>;
    at: Fixed<Instant>;
    recorded_at: Fixed<Instant>;
    actor_kind: Fixed<ActorKind>;
    actor_id: Fixed<string>;
    action: Fixed<string>;
    subject_kind: Fixed<"user" | "operator" | "application" | "customer">;
    subject_id: Fixed<string>;
    detail: Json;
  };
  users: {
    id: Fixed<string>;
    vault_record_id: Fixed<string>;
    locale: Fixed<"ja" | "en">;
    created_at: Fixed<Instant>;
  };
  operators: {
    id: Fixed<string>;
    vault_record_id: Fixed<string>;
    role: Fixed<OperatorRole>;
    created_at: Fixed<Instant>;
  };
  credentials: {
    subject_id: Fixed<string>;
    subject_kind: Fixed<"customer" | "operator">;
    password_hash: Fixed<string>;
    totp_record_id: Fixed<string>;
    totp_confirmed_at: Insertable<Instant | null>;
    totp_last_counter: Insertable<bigint | null>;
    failures: Insertable<number>;
    locked_until: Insertable<Instant | null>;
  };
  sessions: {
    id: Fixed<string>;
    token_hash: Fixed<Buffer>;
    subject_kind: Fixed<"customer" | "operator">;
    subject_id: Fixed<string>;
    level: Fixed<"password" | "full">;
    amr: Fixed<readonly string[]>;
    created_at: Fixed<Instant>;
    authenticated_at: Fixed<Instant | null>;
    last_used_at: Instant;
    expires_at: Fixed<Instant>;
  };
  documents: {
    id: Fixed<string>;
    version: Fixed<number>;
    title_ja: Fixed<string>;
    title_en: Fixed<string>;
    body_ja: Fixed<string>;
    body_en: Fixed<string>;
    hash: Fixed<string>;
    effective_on: Fixed<string>;
  };
  consents: {
    id: Fixed<string>;
    user_id: Fixed<string>;
    document_id: Fixed<string>;
    version: Fixed<number>;
    hash: Fixed<string>;
    agreed_at: Fixed<Instant>;
    recorded_at: Fixed<Instant>;
  };
  applications: {
    id: Fixed<string>;
    user_id: Fixed<string>;
    vault_record_id: Fixed<string>;
    status: ApplicationStatus;
    created_at: Fixed<Instant>;
    personal_saved_at: Insertable<Instant | null>;
    submitted_at: Insertable<Instant | null>;
    decided_at: Insertable<Instant | null>;
    decided_by: Insertable<string | null>;
  };
  identity_checks: {
    id: Fixed<string>;
    application_id: Fixed<string>;
    status: IdentityStatus;
    vendor_check_id: Insertable<string | null>;
    url: Insertable<string | null>;
    method: Insertable<string | null>;
    requested_at: Fixed<Instant>;
    completed_at: Insertable<Instant | null>;
  };
  customers: {
    id: Fixed<string>;
    user_id: Fixed<string>;
    application_id: Fixed<string>;
    number: Fixed<string>;
    approved_at: Fixed<Instant>;
    opened_at: Insertable<Instant | null>;
  };
  work: {
    id: Fixed<string>;
    kind: Fixed<WorkKind>;
    subject_id: Fixed<string>;
    payload: Json;
    traceparent: Fixed<string | null>;
    status: "waiting" | "done";
    due_at: Instant;
    attempts: Insertable<number>;
    leased_until: Insertable<Instant | null>;
    last_error: Insertable<string | null>;
    created_at: Fixed<Instant>;
    done_at: Insertable<Instant | null>;
  };
  webhook_receipts: { digest: Fixed<Buffer>; received_at: Fixed<Instant> };
};

export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;

/** Whole numbers arrive as bigint, calendar days as text, instants as `Temporal.Instant`. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === INT8) return BigInt;
    if (oid === DATE) return String;
    if (oid === TIMESTAMPTZ) return (text: string) => Temporal.Instant.from(text.replace(" ", "T"));
    return pg.types.getTypeParser(oid, format);
  },
};

/** Opens a pool of connections to `kura_gateway`. Connections are made when first needed. */
export function openDb(databaseUrl: string): Db {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, types: TYPES, application_name: "kura-gateway" });
  // A connection that breaks while idle is replaced by the pool; the next query tells if the server is really gone.
  pool.on("error", () => {});
  // One that breaks while it is lent fails the next question, not the whole process.
  pool.on("connect", (client) => void client.on("error", () => {}));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins: [new WritesInstants()] });
}

/** Hands instants to the driver as the text PostgreSQL reads; the driver itself would make them JSON. */
class WritesInstants implements KyselyPlugin {
  readonly #transformer = new InstantTransformer();

  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(args.node, args.queryId);
  }

  async transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return args.result;
  }
}

class InstantTransformer extends OperationNodeTransformer {
  protected override transformValue(node: ValueNode): ValueNode {
    return { ...node, value: writeInstant(node.value) };
  }

  protected override transformPrimitiveValueList(node: PrimitiveValueListNode): PrimitiveValueListNode {
    return { ...node, values: node.values.map(writeInstant) };
  }
}

function writeInstant(value: unknown): unknown {
  return value instanceof Temporal.Instant ? value.toString() : value;
}
