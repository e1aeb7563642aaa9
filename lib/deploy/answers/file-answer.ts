import type { SegmentOptions } from '../../data/sounds/sound-segments';
import { UserError } from '../../errors';
import type { Answer } from './answer';

/** What is said of a stretch of a recording, in seconds. */
export interface SegmentAnswer extends Answer {
  readonly start: number;
  readonly end: number;
}

/** What is said of a file. */
export interface FileAnswer {
  readonly file: string;
  /** Of the file as a whole: of a recording, by the mean over its segments. Undefined where nothing could be read. */
  readonly answer?: Answer;
  /** Of a recording, in order. They are not independent of one another. */
  readonly segments?: readonly SegmentAnswer[];
  /** Why the file, or the rest of it, could not be read: one sentence without its name. */
  readonly fault?: string;
  /** That it was read in part, or by ffmpeg. */
  readonly note?: string;
}

export interface AnswerOptions extends SegmentOptions {
  /** Told how far a recording has been heard. */
  readonly onSegment?: (segment: SegmentAnswer) => void;
}

/** What a file could not be read for, without its name. @throws what is no fault of the file. */
export function faultOf(error: unknown, file: string): string {
  if (!(error instanceof UserError)) throw error;
  const begun = `${file}: `;
  return error.message.startsWith(begun) ? error.message.slice(begun.length) : error.message;
}
