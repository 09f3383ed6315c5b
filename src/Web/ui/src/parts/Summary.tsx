import { splitNumber } from '../model/alerts';

/** The sentence with its deciding number in bold. */
export function Summary({ text }: { text: string }) {
  const [before, number, after] = splitNumber(text);
  return (
    <>
      {before}
      {number && <b>{number}</b>}
      {after}
    </>
  );
}
