import { checkFileType } from '@holt/wiki';
import { z } from 'zod';
import { baseVersionOrNone, commitArguments, filePath } from '../arguments.ts';
import { decodeBase64 } from '../decode-base64.ts';
import { defineWikiTool } from '../tool.ts';
import { writeOutput } from '../write-answer.ts';
import { writeFileAndAnswer } from '../write-file-and-answer.ts';

export const uploadAttachment = defineWikiTool({
  name: 'upload_attachment',
  description:
    'Store a file of at most 4 MiB. Pages show an image by ![[Files/plan.png]], and link a file without the "!".',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: {
    path: filePath.refine((path) => /[^/.]\.[^/.]+$/.test(path), 'needs an extension, such as .png'),
    data: z.string().describe('Base64'),
    base_version: baseVersionOrNone,
    ...commitArguments,
  },
  output: writeOutput,
  async run(context, wikiId, { path, data, base_version: baseVersion, ...input }) {
    const content = decodeBase64('upload_attachment', data);
    await checkFileType(path, content);
    return writeFileAndAnswer(context, wikiId, input, { path, done: `Stored ${path}`, content, baseVersion });
  },
});
