import { useEffect, useState } from 'react';
import { useLive } from '../live/useLive';

/** The server's clock as this browser knows it, renewed every `step` ms. */
export function useNow(step = 1000): number {
  const { skew } = useLive();
  const [now, set] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), step);
    return () => clearInterval(timer);
  }, [step]);
  return now + (Math.abs(skew) > 2000 ? skew : 0);
}
