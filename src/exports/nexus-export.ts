import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File } from 'h5wasm/node';
import { writeFailure } from '#shared/write-failure';
import { loadHdf5 } from '#formats/hdf5/writing-library';
import { createNexusGroup, createText, setAttributes } from '#formats/writers/nexus-tree';
import type { ScanReport } from './scan-report';

/** Group that says what an export was made by and from. */
export const processGroup = '/entry/process';

/** A NeXus file as bytes: an entry with the provenance of the report, and what `write` adds. */
export async function nexusExport(
  report: ScanReport,
  entry: { title: string; /** Group shown first. */ default: string },
  write: (file: File) => void,
): Promise<Buffer> {
  await loadHdf5();
  const scratch = await mkdtemp(join(tmpdir(), 'sweetspot-export-'));
  try {
    const path = join(scratch, 'export.h5');
    const file = new File(path, 'w', { libver: ['earliest', 'v110'] });
    try {
      writeProvenance(file, report, entry);
      write(file);
    } finally {
      file.close();
    }
    return await readFile(path);
  } catch (error) {
    throw writeFailure(`An export cannot be put together in ${tmpdir()}`, error);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function writeProvenance(
  file: File,
  report: ScanReport,
  entry: { title: string; default: string },
): void {
  setAttributes(file, '/', {
    default: 'entry',
    creator: 'SweetSpot',
    creator_version: report.appVersion,
    file_time: report.exportedAt,
  });
  createNexusGroup(file, '/entry', 'NXentry', { default: entry.default });
  createText(file, '/entry/title', entry.title);
  createNexusGroup(file, processGroup, 'NXprocess', { default: 'data' });
  for (const [name, text] of Object.entries(provenance(report))) {
    createText(file, `${processGroup}/${name}`, text);
  }
}

/** What the claims of an export can be traced by. */
export function provenance(report: ScanReport): Record<string, string> {
  const { status, model } = report;
  return {
    program: 'SweetSpot',
    version: report.appVersion,
    date: report.exportedAt,
    model_name: model.name,
    model_hash: model.hash,
    engine: status.engine,
    source: status.sourcePath,
    source_format: status.format ?? '',
    session: status.sessionId,
    settings: JSON.stringify(report.settings),
    derived: JSON.stringify(report.derived),
  };
}
