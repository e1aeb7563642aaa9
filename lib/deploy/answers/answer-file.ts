import { loadImage } from '../../data/images/image-file';
import type { DeployedModel } from '../deployed-model';
import { answerOf } from './answer';
import { type AnswerOptions, type FileAnswer, faultOf } from './file-answer';

/**
 * Asks a model about a picture or a recording. A recording of any length is read in segments; what was heard before a
 * fault in it is kept. Where a segment is longer than what the model hears at once, it is heard in as many windows as
 * cover it, and the answer is their mean.
 */
export async function answerFile(model: DeployedModel, file: string, options: AnswerOptions = {}): Promise<FileAnswer> {
  const { preprocessing } = model;
  if (preprocessing.kind === 'sound') {
    // Loads TensorFlow, which pictures asked of an ONNX file do without.
    const { answerRecording } = await import('./answer-recording');
    return answerRecording(model, preprocessing.recipe, file, options);
  }
  const { height, width, channels, fit, border, tones } = preprocessing;
  try {
    const { pixels } = await loadImage(file, { height, width, channels, fit, border, tones });
    const probabilities = await model.probabilities({ inputs: pixels, inputShape: [height, width, channels] });
    return { file, answer: answerOf(model, probabilities) };
  } catch (error) {
    return { file, fault: faultOf(error, file) };
  }
}
