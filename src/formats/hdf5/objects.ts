import { SweetSpotError } from '#shared/errors';
import { libraryReason } from './errors';
import { fileStats, isRecent } from '../file-access';
import { expectSignature, openHandle } from './handle';
import type { Hdf5Library } from './library';
import type { LinkRoots } from './link-roots';
import { storedTypeOf, type StoredType } from './values';
import { DirectFile, type DirectDataset } from './direct/direct-file';

/** What stands at a path, and what was read of it so far: every look-up walks the path from the file's root. */
interface Entity {
  kind: 'group' | 'dataset' | 'elsewhere' | 'nothing';
  /** The file a link leads into, which is not followed. */
  elsewhere?: string;
  stored?: StoredType;
  names?: readonly string[];
  attributeNames?: readonly string[];
  attributes?: Map<string, AttributeValue | null>;
}

export type AttributeValue = string | number | readonly string[] | readonly number[];

/** What a file is read through: itself where it is plain, and the library once that is needed. */
interface Access {
  plain: DirectFile | null;
  handle: bigint | null;
}

/**
 * The objects of an open file: what stands where, read without the library as far as the file is
 * plain, and access to the library that turns its errors into ours. What was found is kept as
 * long as the file is open.
 */
export class Hdf5Objects {
  /** True while a SWMR writer holds the file (or died without closing it). */
  readonly heldByWriter: boolean;
  /** The file may change under us: it is not kept open. */
  private readonly live: boolean;
  private access: Access | null = null;
  private readonly entities = new Map<string, Entity>();

  /** Errors as `openHandle`. */
  constructor(
    private readonly library: Hdf5Library,
    readonly path: string,
    isHdf5 = false,
    private readonly links: LinkRoots | null = null,
  ) {
    // Before it is opened: a file that is gone by now leaves nothing open.
    const recent = isRecent(path, fileStats(path));
    const { access, heldByWriter } = this.opened(isHdf5);
    this.heldByWriter = heldByWriter;
    this.live = heldByWriter || recent;
    this.keep(access);
  }

  /** What stands at a path; null for nothing, and for links that lead nowhere or out of the file. */
  kindOf(objectPath: string): 'group' | 'dataset' | null {
    const { kind } = this.entityAt(objectPath);
    return kind === 'group' || kind === 'dataset' ? kind : null;
  }

  /** Names in a group; empty when there is no such group. */
  childNames(groupPath: string): readonly string[] {
    const entity = this.entityAt(groupPath);
    if (entity.kind !== 'group') return [];
    return (entity.names ??=
      this.plain()?.childNames(groupPath) ??
      this.reading(groupPath, ({ module }, handle) => module.get_names(handle, groupPath, false)));
  }

  /** Names of the attributes of a group or data set. */
  attributeNames(objectPath: string): readonly string[] {
    const entity = this.entityAt(objectPath);
    if (entity.kind !== 'group' && entity.kind !== 'dataset') return [];
    return (entity.attributeNames ??=
      this.plain()?.attributeNames(objectPath) ??
      this.reading(objectPath, ({ module }, handle) =>
        module.get_attribute_names(handle, objectPath),
      ));
  }

  /** The value of an attribute that `attributeNames` tells of, as `read` reads it the first time. */
  attributeValue(
    objectPath: string,
    name: string,
    read: () => AttributeValue | null,
  ): AttributeValue | null {
    const entity = this.entityAt(objectPath);
    const known = (entity.attributes ??= new Map<string, AttributeValue | null>());
    let value = known.get(name);
    if (value === undefined) {
      value = this.plain()?.attributeValue(objectPath, name) ?? read();
      known.set(name, value);
    }
    return value;
  }

  /** Type and extent of a data set. */
  storedAt(datasetPath: string): StoredType {
    const entity = this.entityAt(datasetPath);
    if (entity.kind !== 'dataset') {
      const found = {
        group: 'a group',
        nothing: 'nothing',
        elsewhere: `a link to another file (${entity.elsewhere ?? ''})`,
      }[entity.kind];
      throw this.wrong(`expected a data set at ${datasetPath}, found ${found}`);
    }
    return (entity.stored ??= this.storedOf(datasetPath));
  }

  /** A data set that can be read without the library, with what reads it. */
  plainAt(datasetPath: string): { plain: DirectFile; dataset: DirectDataset } | null {
    const plain = this.plain();
    const dataset = plain?.datasetAt(datasetPath) ?? null;
    return plain === null || dataset === null ? null : { plain, dataset };
  }

  /** Does something with the library. Throws `invalid-format` or `incomplete` where that fails. */
  reading<Value>(
    where: string,
    read: (library: Hdf5Library, handle: bigint) => Value,
    explain: (reason: string, library: Hdf5Library, handle: bigint) => string = (reason) => reason,
  ): Value {
    const handle = this.handle();
    const { memoryLimit } = this.library;
    const { refusals, mostBytes } = memoryLimit;
    try {
      return read(this.library, handle);
    } catch (error) {
      this.library.noteError(error, this.path);
      const reason =
        memoryLimit.refusals > refusals
          ? `what takes more than ${mostBytes / 2 ** 20} MB of memory`
          : explain(libraryReason(error), this.library, handle);
      throw this.wrong(`expected to read ${where}, found: ${reason}`, error);
    }
  }

  /** An error about the content: `incomplete` where a writer may still put it right. */
  wrong(expectedAndFound: string, cause?: unknown): SweetSpotError {
    const code =
      this.heldByWriter || isRecent(this.path, fileStats(this.path)) ? 'incomplete' : undefined;
    return new SweetSpotError(code ?? 'invalid-format', `${this.path}: ${expectedAndFound}.`, {
      cause,
    });
  }

  close(): void {
    const { access } = this;
    this.access = null;
    this.entities.clear();
    access?.plain?.close();
    if (access !== null && access.handle !== null) this.library.close(access.handle, this.path);
  }

  private opened(isHdf5: boolean): { access: Access; heldByWriter: boolean } {
    if (!isHdf5) expectSignature(this.path);
    const plain = DirectFile.open(this.path);
    if (plain !== null) return { access: { plain, handle: null }, heldByWriter: false };
    const { handle, heldByWriter } = openHandle(this.library, this.path, this.links);
    return { access: { plain: null, handle }, heldByWriter };
  }

  /**
   * The library shares the state of a file that one process opens twice: while one
   * handle is open, no other sees what was appended since. So handles of files that
   * may grow do not outlive the running turn of the event loop.
   */
  private keep(access: Access): Access {
    this.access = access;
    if (this.live) queueMicrotask(() => this.close());
    return access;
  }

  private current(): Access {
    return this.access ?? this.keep(this.opened(false).access);
  }

  private plain(): DirectFile | null {
    return this.current().plain;
  }

  private handle(): bigint {
    const access = this.current();
    return (access.handle ??= openHandle(this.library, this.path, this.links).handle);
  }

  private storedOf(datasetPath: string): StoredType {
    const dataset = this.plain()?.datasetAt(datasetPath) ?? null;
    if (dataset !== null) return storedTypeOf(dataset);
    return this.reading(datasetPath, ({ module }, handle) =>
      module.get_dataset_metadata(handle, datasetPath),
    );
  }

  private entityAt(objectPath: string): Entity {
    const plain = this.plain();
    let entity = this.entities.get(objectPath);
    if (entity === undefined) {
      const kind = plain?.kindOf(objectPath) ?? null;
      if (kind !== null) entity = { kind };
      else entity = this.isUnnamed(objectPath) ? { kind: 'nothing' } : this.look(objectPath);
      this.entities.set(objectPath, entity);
    }
    return entity;
  }

  /**
   * Whether a group on the way to a path is known to hold no such name. Only names listed
   * before are asked: listing fails in damaged files where a look-up may not.
   */
  private isUnnamed(objectPath: string): boolean {
    const names = objectPath.split('/').slice(1);
    // No names of links: what they lead to is the library's to say.
    if (!objectPath.startsWith('/') || names.some((name) => name === '' || name === '.')) {
      return false;
    }
    let group = '';
    return names.some((name) => {
      const known = this.entities.get(group === '' ? '/' : group)?.names;
      group += `/${name}`;
      return known?.includes(name) === false;
    });
  }

  /** The file that a link leads to, with why it is not followed. */
  private named(fileName: string): string {
    const kind = this.links?.target(this.path, fileName).kind ?? 'outside';
    if (kind === 'missing') return `${fileName}, which is not there`;
    return kind === 'within'
      ? `${fileName}, which holds nothing there that can be read`
      : `${fileName}), which is not followed: it lies outside the opened folder (open the folder with both files`;
  }

  /** Where the values of a data set lie in other files: the first that cannot be read; null for none. */
  unreadableSource(fileNames: readonly string[]): string | null {
    const name = fileNames.find(
      (fileName) => this.links?.target(this.path, fileName).kind !== 'within',
    );
    return name === undefined ? null : this.named(name);
  }

  /** What stands behind a link to another file, where it may be followed. */
  private lookElsewhere(objectPath: string, fileName: string): Entity {
    const elsewhere: Entity = { kind: 'elsewhere', elsewhere: this.named(fileName) };
    if (this.links?.target(this.path, fileName).kind !== 'within') return elsewhere;
    const { module } = this.library;
    const handle = this.handle();
    try {
      module.get_dataset_metadata(handle, objectPath);
      return { kind: 'dataset' };
    } catch (error) {
      this.library.noteError(error, null);
    }
    try {
      module.get_names(handle, objectPath, false);
      return { kind: 'group' };
    } catch (error) {
      this.library.noteError(error, null);
      return elsewhere;
    }
  }

  private look(objectPath: string): Entity {
    const { module } = this.library;
    const handle = this.handle();
    try {
      switch (module.get_type(handle, objectPath)) {
        case module.H5G_GROUP:
          return { kind: 'group' };
        case module.H5G_DATASET:
          return { kind: 'dataset' };
        case module.H5G_UDLINK:
          return this.lookElsewhere(
            objectPath,
            module.get_external_link(handle, objectPath).filename,
          );
        default:
          return { kind: 'nothing' };
      }
    } catch (error) {
      this.library.noteError(error, null);
      const reason = libraryReason(error);
      const outside = /external link file name = '([^']*)'/.exec(String(error));
      if (outside !== null) return { kind: 'elsewhere', elsewhere: this.named(outside[1]) };
      // A link that leads back to itself, or on to one that is not followed, leads nowhere.
      if (/link traversal|too many links|address undefined/.test(String(error)))
        return { kind: 'nothing' };
      throw this.wrong(`expected to read ${objectPath}, found: ${reason}`, error);
    }
  }
}
