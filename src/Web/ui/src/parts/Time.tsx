import { useNow } from '../app/useNow';
import { absolute, length } from '../model/time';

/** How long ago, with the moment in both zones on hover. */
export function Age({ since, className }: { since: number; className?: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={new Date(since).toISOString()} title={absolute(since)} className={className}>
      {length(now - since)}
    </time>
  );
}
