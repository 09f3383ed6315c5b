import type { Notification } from '../model/types';
import { Icon } from '../parts/Icon';

/** Shape and word for how a delivery stands. While it is being sent, only attempts that have failed are counted. */
export function Result({ result, attempts }: { result: Notification['result']; attempts: number }) {
  if (result === 'delivered')
    return (
      <span className="res ok">
        <Icon name="check" className="okc" />
        Delivered
      </span>
    );
  if (result === 'failed')
    return (
      <span className="res fail">
        <Icon name="x" className="st-critical" />
        Failed
      </span>
    );
  const retrying = attempts > 0;
  return (
    <span className={`res ${retrying ? 'retry' : ''}`}>
      <Icon name={retrying ? 'retry' : 'send'} className={retrying ? 'st-warning' : 'dim3'} />
      {retrying ? 'Retrying' : 'Sending'}
    </span>
  );
}
