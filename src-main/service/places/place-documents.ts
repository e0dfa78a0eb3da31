/** Places and submissions as the store keeps them: small documents. One that cannot be read hides no other. */

import { z } from 'zod';

import { WorkbenchError } from '../../../src-shared/base/errors.ts';
import { localPlace } from '../../../src-shared/views/places-view.ts';
import { placeName, placeSchema } from '../../cluster/place.ts';
import type { NamedPlace } from '../../cluster/place.ts';
import { submissionSchema } from '../../cluster/submission.ts';
import type { Submission } from '../../cluster/submission.ts';
import type { RunStoreClient } from '../../store/run-store.ts';

const placeKind = 'place';
const submissionKind = 'submission';

type DocumentStore = Pick<RunStoreClient, 'listDocuments' | 'saveDocument' | 'deleteDocument'>;

/** By name. */
export async function readPlaces(store: Pick<DocumentStore, 'listDocuments'>): Promise<NamedPlace[]> {
  const documents = await store.listDocuments(placeKind);
  return documents
    .flatMap(({ id, body }) => {
      const parsed = placeSchema.safeParse(body);
      return parsed.success ? [{ name: id, ...parsed.data }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Error: place/unknown. */
export async function readPlace(
  store: Pick<DocumentStore, 'listDocuments'>,
  name: string,
): Promise<NamedPlace> {
  const places = await readPlaces(store);
  const found = places.find((place) => place.name === name);
  if (found !== undefined) return found;
  const known = [localPlace, ...places.map((place) => place.name)].join(', ');
  throw new WorkbenchError('place/unknown', { place: name, known });
}

/** Error: input/invalid, by the name of the setting. */
export function parsePlace(name: string, draft: unknown): NamedPlace {
  const parsed = z.object({ name: placeName, place: placeSchema }).safeParse({ name, place: draft });
  if (parsed.success) return { name, ...parsed.data.place };
  const [issue] = parsed.error.issues;
  const setting = issue?.path.filter((key) => key !== 'place').join('.') ?? '';
  throw new WorkbenchError('input/invalid', {
    problem: `The place "${name}" cannot be so: ${setting}: ${issue?.message ?? ''}`,
    remedy: 'See: ffwb places add --help',
  });
}

/** One of the same name is replaced; runs that are there already stay as they were sent. */
export async function savePlace(store: DocumentStore, { name, ...place }: NamedPlace): Promise<void> {
  await store.saveDocument(placeKind, name, name, place);
}

export async function removePlace(store: DocumentStore, name: string): Promise<void> {
  await store.deleteDocument(placeKind, name);
}

/** Newest first. */
export async function readSubmissions(store: Pick<DocumentStore, 'listDocuments'>): Promise<Submission[]> {
  const documents = await store.listDocuments(submissionKind);
  return documents
    .flatMap(({ body }) => {
      const parsed = submissionSchema.safeParse(body);
      return parsed.success ? [parsed.data] : [];
    })
    .sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1));
}

export async function saveSubmission(store: DocumentStore, submission: Submission): Promise<void> {
  await store.saveDocument(submissionKind, submission.id, submission.placeName, submission);
}

export async function forgetSubmission(store: DocumentStore, id: string): Promise<void> {
  await store.deleteDocument(submissionKind, id);
}
