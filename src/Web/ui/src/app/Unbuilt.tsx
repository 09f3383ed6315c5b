import { Link } from 'react-router';
import { Empty } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Page } from '../parts/Page';
import type { Place } from './places';

/** Says honestly that the page is missing and where its data is. */
export const Unbuilt = ({ place }: { place: Place }) => (
  <Page title={place.text}>
    <Empty
      icon={<Icon name={place.icon} className="xl dim3" />}
      title="This page is not built yet."
      actions={
        <>
          <a className="btn" href={new URL(place.api!, document.baseURI).href}>
            <Icon name="ext" />
            <span>Open the API's answer</span>
          </a>
          <Link className="btn" to="/alerts">
            Alerts
          </Link>
        </>
      }
    >
      What it will show can be read at <code>/{place.api}</code> until then.
    </Empty>
  </Page>
);

export const NotFound = () => (
  <Page title="No such page">
    <Empty
      icon={<Icon name="search" className="xl dim3" />}
      title="There is no page at this address."
      actions={
        <Link className="btn primary" to="/alerts">
          Alerts
        </Link>
      }
    >
      The link may be from a newer or older version.
    </Empty>
  </Page>
);
