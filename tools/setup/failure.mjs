/** Something the reader can mend: what is wrong, in one sentence, and the line to type. */
export class SetupFailure extends Error {
  name = 'SetupFailure';

  /**
   * @param {string} problem
   * @param {string} remedy
   */
  constructor(problem, remedy) {
    super(problem);
    this.remedy = remedy;
  }
}
