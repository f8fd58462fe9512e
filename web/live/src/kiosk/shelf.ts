// The shelf in the browser's database, written through to disk; in memory where the browser forbids a database.
import type { Rating, Shelf } from "./queue";

class MemoryShelf implements Shelf {
  private readonly kept = new Map<string, Rating>();
  async put(rating: Rating) {
    this.kept.set(rating.id, rating);
  }
  async remove(ids: string[]) {
    for (const id of ids) this.kept.delete(id);
  }
  async all() {
    return [...this.kept.values()];
  }
}

class DatabaseShelf implements Shelf {
  constructor(private readonly database: IDBDatabase) {}

  put(rating: Rating) {
    return this.write((store) => {
      store.put(rating);
    });
  }
  remove(ids: string[]) {
    return this.write((store) => {
      for (const id of ids) store.delete(id);
    });
  }

  all(): Promise<Rating[]> {
    return new Promise((resolve, reject) => {
      const request = this.database.transaction("ratings").objectStore("ratings").getAll() as IDBRequest<Rating[]>;
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  private write(change: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction("ratings", "readwrite", { durability: "strict" });
      change(transaction.objectStore("ratings"));
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}

export function openShelf(): Promise<Shelf> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open("mien-kiosk", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("ratings", { keyPath: "id" });
      request.onsuccess = () => resolve(new DatabaseShelf(request.result));
      request.onerror = () => resolve(new MemoryShelf());
    } catch {
      resolve(new MemoryShelf());
    }
  });
}
