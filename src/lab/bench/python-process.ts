import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A script in Python that answers each line it is given with a number, once it has said `ready`. */
export class PythonProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** Starts the script; the reason in words where it does not run. */
  static async start(
    script: string,
    parameters: readonly string[],
  ): Promise<PythonProcess | string> {
    const child = spawn('python3', [script, ...parameters], { stdio: ['pipe', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    // Without one it says so by ending.
    child.on('error', () => child.stdout.destroy());
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next().catch(() => ({ done: true }) as const);
    if (first.done !== true && first.value === 'ready') return new PythonProcess(child, lines);
    child.kill();
    const missing = /No module named '(\w+)'/.exec(complaint)?.[1];
    return missing === undefined ? 'python3 does not run' : `python3 has no ${missing}`;
  }

  /** The number it answers a line with. Throws when it ends instead. */
  async ask(line: string): Promise<number> {
    this.child.stdin?.write(`${line}\n`);
    const { done, value } = await this.lines.next();
    const number = Number(value);
    if (done === true || !Number.isFinite(number)) throw new Error(`python3 ended at ${line}`);
    return number;
  }

  stop(): void {
    this.child.kill();
  }
}
