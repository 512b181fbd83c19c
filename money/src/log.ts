import { type LoggerOptions, stdSerializers } from "pino";

/** How money writes its log: errors whole, with stack and cause, which JSON alone would write as `{}`. */
export const logOptions = (level: string): LoggerOptions => {
  return { level, serializers: { error: stdSerializers.err }, redact: ["req.headers.authorization"] };
};
