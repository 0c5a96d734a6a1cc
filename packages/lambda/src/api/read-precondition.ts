import { ApiError, invalidRequest } from './api-error.ts';
import type { Binding } from './bindings.ts';
import { type EntityTags, matchesStrongly, matchesWeakly, readEntityTags } from './entity-tags.ts';

/** What a write asks of what it changes. */
export interface Precondition {
  /** The version that must be there, or `none`; absent where any will do. */
  baseVersion?: string;
  /** The request has a precondition: nothing is merged, and what does not hold is 412. */
  isConditional: boolean;
}

/** The page or file as it is at this moment. */
export interface Current {
  version: string;
  /** A page's text. */
  content?: string;
}

const VERSION = /^[0-9a-f]{40}$/;

/**
 * Reads the precondition of a write. One tag is left to the write itself, which compares it when it commits, so that nobody can come between.
 *
 * @param readCurrent undefined where there is nothing that the caller may know of
 * @throws ApiError 400 `invalid-request`; 412 where it is known already that it does not hold
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1
 */
export async function readPrecondition(
  { target, creates }: Binding,
  headers: Readonly<Record<string, string | undefined>>,
  readCurrent: () => Promise<Current | undefined>,
): Promise<Precondition> {
  const ifMatch = readEntityTags('If-Match', headers['if-match']);
  const ifNoneMatch = readEntityTags('If-None-Match', headers['if-none-match']);
  if (ifMatch === undefined && ifNoneMatch === undefined) return { isConditional: false };
  if (target === undefined) {
    throw invalidRequest(
      'This address has no version of its own, so If-Match and If-None-Match say nothing here. Send base_version in the body.',
    );
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw invalidRequest('If-Match and If-None-Match exclude each other in a write: send one of them.');
  }
  if (ifMatch !== undefined) return mustMatch(ifMatch, readCurrent);
  if (ifNoneMatch === '*' && creates === true) return { baseVersion: 'none', isConditional: true };
  const current = await readCurrent();
  if (current === undefined) return { isConditional: true };
  if (matchesWeakly(ifNoneMatch ?? [], current.version)) throw failed(current);
  return { baseVersion: current.version, isConditional: true };
}

async function mustMatch(tags: EntityTags, readCurrent: () => Promise<Current | undefined>): Promise<Precondition> {
  const versions = tags === '*' ? [] : tags.flatMap(({ isWeak, tag }) => (!isWeak && VERSION.test(tag) ? [tag] : []));
  const [first] = versions;
  if (first !== undefined && versions.length === 1) return { baseVersion: first, isConditional: true };
  const current = await readCurrent();
  if (current !== undefined && matchesStrongly(tags, current.version)) {
    return { baseVersion: current.version, isConditional: true };
  }
  // The write itself tells best what has become of a version that was once there.
  if (first !== undefined) return { baseVersion: first, isConditional: true };
  throw failed(current);
}

function failed(current: Current | undefined): ApiError {
  if (current === undefined) {
    return new ApiError(412, 'precondition-failed', 'There is nothing here yet, and If-Match asks for something.');
  }
  const { version, content } = current;
  return new ApiError(
    412,
    'precondition-failed',
    `It is at version ${version}, which is not what the precondition asks for. Nothing was changed. Read it again, then send its ETag.`,
    {
      data: { current_version: version, ...(content === undefined ? {} : { theirs: content }) },
      headers: { etag: `"${version}"` },
    },
  );
}
