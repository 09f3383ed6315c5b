/** Why a field cannot be saved, beside it. */
export const Problem = ({ id, text }: { id: string; text: string }) => (
  <p className="hint problem" id={id} role="alert">
    {text}
  </p>
);
