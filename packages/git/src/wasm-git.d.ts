/** The part of wasm-git's Emscripten module that this package uses; wasm-git ships no types. */
declare module 'wasm-git/lg2.js' {
  export interface MemoryFileSystem {
    mkdir(path: string): void;
    chdir(path: string): void;
    writeFile(path: string, data: string | Uint8Array): void;
    readFile(path: string): Uint8Array;
    readdir(path: string): string[];
  }

  export interface Lg2FileSystem extends MemoryFileSystem {
    readonly filesystems: { readonly MEMFS: object };
    mount(type: object, options: object, path: string): void;
    unmount(path: string): void;
  }

  export interface Lg2 {
    readonly FS: Lg2FileSystem;
    /** Prepends the program's name to `argv`, in place. */
    callMain(this: void, argv: string[]): number;
  }

  export interface Lg2Options {
    thisProgram: string;
    noInitialRun: boolean;
    /** One byte of output, possibly as a negative number; `null` asks for a flush. */
    stdout(byte: number | null): void;
    stderr(byte: number | null): void;
    print(line: string): void;
    printErr(line: string): void;
    instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): object;
  }

  export default function init(options: Lg2Options): Promise<Lg2>;
}
