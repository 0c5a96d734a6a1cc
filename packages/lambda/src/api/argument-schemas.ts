import type { Tool } from '@holt/mcp/tool';
import { z } from 'zod';

/** JSON Schema, as far as it is read here. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  [keyword: string]: unknown;
}

/** A schema as JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => dropSafeRange(jsonSchema),
  });
  return rest as JsonSchema;
}

/** That a whole number is one that JavaScript can hold says nothing to anybody. */
function dropSafeRange(schema: { minimum?: number; maximum?: number }): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** The schemas of a tool's arguments by name. */
export function argumentSchemas({ input }: Tool): {
  properties: Record<string, JsonSchema>;
  required: readonly string[];
} {
  const { properties = {}, required = [] } = toJsonSchema(input);
  return { properties, required };
}
