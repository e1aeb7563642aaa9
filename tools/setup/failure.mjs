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

/**
 * Runs a command of the project; a mistake of its user ends in a sentence, anything else in a stack trace.
 * @param {() => Promise<number | undefined>} main resolves to the exit status
 */
export async function command(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof SetupFailure) console.error(`\n✗ ${error.message}\n  ${error.remedy}`);
    else console.error(error);
    process.exitCode = 1;
  }
}
