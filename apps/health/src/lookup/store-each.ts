/** SQLSTATE classes that tell of a value: a data exception, or a limit that it exceeds. */
const faultsOfARow = /^(22|54)/;

/** Stores rows together; those that the database will never take are told apart from the others, and refused. */
export async function storeEach<Row>(
  rows: readonly Row[],
  store: (rows: readonly Row[]) => Promise<unknown>,
  refused: (row: Row, error: unknown) => void,
): Promise<void> {
  if (rows.length === 0) return;
  try {
    await store(rows);
  } catch (error) {
    if (!faultsOfARow.test(String((error as { code?: unknown }).code))) throw error;
    if (rows.length === 1) return refused(rows[0]!, error);
    const half = Math.ceil(rows.length / 2);
    await storeEach(rows.slice(0, half), store, refused);
    await storeEach(rows.slice(half), store, refused);
  }
}
