import { type Command, Option } from 'commander';
import type { Terminal } from '../terminal';

interface Options {
  readonly to: 'onnx';
  readonly out?: string;
  readonly int8?: boolean;
  readonly calibrate?: string;
}

export function exportModel(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .argument('<model>', 'a folder that cahier train wrote')
    .description('write a model for other programs, with its preprocessing and what its card says')
    .addOption(new Option('--to <format>', 'of the file').choices(['onnx']).default('onnx'))
    .option('--out <file>', 'default MODEL.onnx')
    .option('--int8', 'weights and activations in 8 bits; needs --calibrate')
    .option('--calibrate <folder>', 'pictures or sounds of the training, by which scales are measured')
    .addHelpText('after', '\nExample:\n  cahier export models/birds --to onnx --int8 --calibrate recordings/')
    .action(async (model: string, { out, int8 = false, calibrate }: Options) => {
      const [{ exportOnnx }, { UserError }] = await Promise.all([
        import('../../../lib/deploy'),
        import('../../../lib/errors'),
      ]);
      if (int8 !== (calibrate !== undefined)) {
        throw new UserError('--int8 and --calibrate go together: scales are measured on files of the training.');
      }
      const file = out ?? `${model.replace(/\/+$/, '')}.onnx`;
      const { programs, bytes } = await exportOnnx(
        model,
        file,
        calibrate === undefined ? {} : { calibration: calibrate },
      );
      terminal.out(`${[file, ...programs].join('\n')}\n`);
      terminal.err(`${(bytes / 1e6).toFixed(2)} MB\n`);
    });
}
