/** As much of a JSON schema as our own APIs use. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

type Described = {
  readonly operationId: string;
  readonly "x-kura": { readonly may: readonly Operation["may"][number][]; readonly once: boolean };
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
};
export type Api = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
};

/** One thing that money can be asked for, and who may ask. */
export type Operation = {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly may: readonly ("customer" | "operator" | "system")[];
  readonly once: boolean;
  /** What stands in the path, by name. */
  readonly parameters: Readonly<Record<string, Schema>>;
  readonly body: Schema | null;
};

/** Everything an API offers. */
export function listOperations(api: Api): Operation[] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      id: described.operationId,
      method: method.toUpperCase() as Operation["method"],
      path,
      may: described["x-kura"].may,
      once: described["x-kura"].once,
      parameters: Object.fromEntries(
        (described.parameters ?? []).filter((one) => one.in === "path").map((one) => [one.name, one.schema]),
      ),
      body: described.requestBody?.content["application/json"]?.schema ?? null,
    })),
  );
}

/** Something that a schema accepts: its shortest texts, its smallest numbers, and only what is required. */
export function exampleOf(api: Api, schema: Schema): unknown {
  if (schema.$ref !== undefined) {
    const named = api.components?.schemas?.[schema.$ref.split("/").at(-1) ?? ""];
    if (!named) throw new Error(`${schema.$ref} is not in the API`);
    return exampleOf(api, named);
  }
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return exampleOf(api, choice);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, exampleOf(api, schema.properties?.[name] ?? {})]),
      );
    case "array":
      return Array.from({ length: schema.minItems ?? 1 }, () => exampleOf(api, schema.items ?? {}));
    case "integer":
    case "number":
      return Math.max(1, schema.minimum ?? 1);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return schema.format === "uuid" ? "0198f000-0000-7000-8000-00000000000f" : "1".repeat(schema.minLength || 1);
  }
}
