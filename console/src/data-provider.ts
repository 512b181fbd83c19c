import type { DataProvider, GetListParams, GetOneParams, UpdateParams } from "react-admin";
import type { Application, ApplicationStatus, Gateway, ListedApplication } from "./gateway.ts";
import { answerOf } from "./problem.ts";

/** What an operator decides about an application, on the strength of the status they saw. */
export type Decision = {
  decision: "approve" | "reject";
  reason: string;
  expectedStatus: "identity_check" | "review";
};

/**
 * Marks an application read in full. react-admin keeps what a list showed under the plain id, and a masked entry
 * of a list must never stand in for the application itself.
 */
export const IN_FULL = { read: "in_full" } as const;

/** The columns the gateway can sort by, as the list names them. */
const SORTS = { submittedAt: "submittedAt", status: "status" } as const;

/**
 * Answers what react-admin asks with what the gateway offers: applications are listed, read and decided.
 *
 * Nothing else exists: applications are never created, edited or deleted from here.
 */
export function provideData(gateway: Gateway): DataProvider {
  const provider = {
    async getList(resource: string, { pagination, sort, filter }: GetListParams) {
      expectApplications(resource);
      const { page, perPage } = pagination ?? { page: 1, perPage: 25 };
      const status: ApplicationStatus | undefined = filter?.status;
      const query = {
        ...(status ? { status } : {}),
        sort: SORTS[sort?.field as keyof typeof SORTS] ?? SORTS.submittedAt,
        order: sort?.order === "ASC" ? ("asc" as const) : ("desc" as const),
        offset: (page - 1) * perPage,
        limit: perPage,
      };
      const { items, total } = await answerOf(gateway.GET("/operator/applications", { params: { query } }));
      return { data: items satisfies ListedApplication[], total };
    },

    async getOne(resource: string, { id }: GetOneParams) {
      expectApplications(resource);
      return { data: await readApplication(gateway, String(id)) };
    },

    // A decision carries the status it was made on: when somebody decided first, the gateway refuses it.
    async update(resource: string, { id, data }: UpdateParams) {
      expectApplications(resource);
      const params = { path: { id: String(id) } };
      await answerOf(decide(gateway, params, data as Decision));
      return { data: await readApplication(gateway, String(id)) };
    },

    getMany: () => refuse("read several at once"),
    getManyReference: () => refuse("read by reference"),
    updateMany: () => refuse("decide several at once"),
    create: () => refuse("create"),
    delete: () => refuse("delete"),
    deleteMany: () => refuse("delete several"),
  };
  // react-admin leaves the kind of record to each caller; ours is always an application.
  return provider as unknown as DataProvider;
}

function decide(gateway: Gateway, params: { path: { id: string } }, { decision, reason, expectedStatus }: Decision) {
  if (decision === "reject") {
    return gateway.POST("/operator/applications/{id}/reject", { params, body: { reason, expectedStatus } });
  }
  // Only what waits for review can be approved, whatever the page showed.
  return gateway.POST("/operator/applications/{id}/approve", { params, body: { reason, expectedStatus: "review" } });
}

function readApplication(gateway: Gateway, id: string): Promise<Application> {
  return answerOf(gateway.GET("/operator/applications/{id}", { params: { path: { id } } }));
}

function expectApplications(resource: string): void {
  if (resource !== "applications") throw new Error(`The console has no ${resource}.`);
}

function refuse(what: string): Promise<never> {
  return Promise.reject(new Error(`The console cannot ${what}: applications are listed, read and decided.`));
}
