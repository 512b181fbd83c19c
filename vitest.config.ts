import { configDefaults, defineConfig } from "vitest/config";

const DATABASE = ["**/*.pg.test.ts"];
const STORY = ["**/*.story.test.ts"];
const BROWSER = ["**/*.browser.test.ts"];
const NEVER = [...configDefaults.exclude, "**/dist/**", ".kura/**", "test-output/**"];
const SERVER = ["./tools/test-server.ts"];

// The ending of a file's name says what its tests need: nothing, PostgreSQL, the whole brokerage, or a browser as well.
export default defineConfig({
  test: {
    // Most tests wait for something more than they compute; left alone, vitest runs one file at a time on two cores.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [...NEVER, ...DATABASE, ...STORY, ...BROWSER],
        },
      },
      {
        test: {
          name: "database",
          include: DATABASE,
          exclude: NEVER,
          globalSetup: SERVER,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "story",
          include: STORY,
          exclude: NEVER,
          globalSetup: SERVER,
          // Each file starts a whole brokerage; two at once on two cores only wait for each other.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "browser",
          include: BROWSER,
          exclude: NEVER,
          globalSetup: SERVER,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
