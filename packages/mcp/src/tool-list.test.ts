import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { countTokens } from './testing/count-tokens.ts';
import type { Tool } from './tool.ts';
import { listTools, TOOLS } from './tool-list.ts';

const MAX_TOKENS = 4000;
const tools = [...TOOLS.values()];

const argumentsOf = (tool: Tool) => Object.keys(tool.input.shape);

describe('the tool list', () => {
  it(`costs an agent at most ${MAX_TOKENS} tokens, and less where the connection is bound to one wiki`, () => {
    const [all, bound] = [countTokens(listTools(false)), countTokens(listTools(true))];
    process.stdout.write(`The list of ${tools.length} tools: ${all} tokens; bound to one wiki: ${bound}.\n`);
    expect(all).toBeLessThanOrEqual(MAX_TOKENS);
    expect(bound).toBeLessThan(all);
  });

  it('names all that each tool takes, and what of it must be there', () => {
    for (const { name, inputSchema } of listTools(false).tools) {
      const tool = TOOLS.get(name) as Tool;
      expect(Object.keys(inputSchema.properties ?? {}), name).toEqual(argumentsOf(tool));
      const required = Object.entries(tool.input.shape).filter(([, type]) => !type.safeParse(undefined).success);
      expect(inputSchema.required ?? [], name).toEqual(required.map(([argument]) => argument));
    }
    const bound = new Map(listTools(true).tools.map(({ name, inputSchema }) => [name, inputSchema]));
    for (const tool of tools) {
      const names = argumentsOf(tool).filter((argument) => argument !== 'wiki');
      expect(Object.keys(bound.get(tool.name)?.properties ?? {}), tool.name).toEqual(names);
      expect(bound.get(tool.name)?.required ?? [], tool.name).not.toContain('wiki');
    }
  });

  it('has a type for each argument and answer, and nothing that an agent need not read', () => {
    const text = JSON.stringify(listTools(false));
    for (const keyword of ['$schema', 'pattern', 'additionalProperties', 'maxLength', 'minimum', 'maximum']) {
      expect(text).not.toContain(`"${keyword}"`);
    }
    for (const { name, inputSchema, outputSchema } of listTools(false).tools) {
      for (const [property, schema] of Object.entries({ ...inputSchema.properties, ...outputSchema?.properties })) {
        expect(schema, `${name}: ${property}`).toHaveProperty('type', expect.any(String));
      }
    }
  });

  it('holds for errors, too, as clients check them against it', () => {
    for (const { name, outputSchema } of listTools(false).tools) {
      expect(outputSchema, name).not.toHaveProperty('required');
      expect(outputSchema, name).not.toHaveProperty('additionalProperties');
    }
  });
});

describe('the table of tools', () => {
  it('tells of each whether it only reads, as a scope and as a hint', () => {
    for (const { name, scope, annotations } of tools) {
      expect(scope === 'read', name).toBe(annotations.readOnlyHint);
      expect(annotations.openWorldHint, name).toBe(false);
    }
  });

  it('lets every write be sent again under a key, with a message', () => {
    for (const tool of tools.filter(({ scope }) => scope === 'write')) {
      expect(argumentsOf(tool), tool.name).toEqual(expect.arrayContaining(['wiki', 'message', 'idempotency_key']));
    }
  });

  it('takes and answers nothing but what JSON has', () => {
    for (const { name, input, output } of tools) {
      expect(() => z.toJSONSchema(input, { io: 'input' }), name).not.toThrow();
      expect(() => z.toJSONSchema(output, { io: 'output' }), name).not.toThrow();
    }
  });

  it('has arguments of the same names on a connection that is bound to a wiki', () => {
    for (const { name, input, boundInput } of tools) {
      expect(Object.keys(boundInput.shape), name).toEqual(Object.keys(input.shape));
      if ('wiki' in boundInput.shape) expect(boundInput.shape.wiki?.safeParse(undefined).success, name).toBe(true);
    }
  });
});
