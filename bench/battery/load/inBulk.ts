/** Does the same so many times, some of them at once. */
export async function inBulk(count: number, atOnce: number, act: () => Promise<void>): Promise<void> {
  let begun = 0;
  const oneAfterAnother = async (): Promise<void> => {
    while (begun < count) {
      begun++;
      await act();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, oneAfterAnother));
}
