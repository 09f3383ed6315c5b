(function () {
  var base = new URL(document.baseURI).pathname;
  var root = document.documentElement;
  var scheme = null;
  try {
    scheme = localStorage.getItem('mantine-color-scheme-value');
  } catch (e) {
    scheme = null;
  }
  if (scheme !== 'light' && scheme !== 'dark') scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.setAttribute('data-mantine-color-scheme', scheme);
  if (location.hash.indexOf('#/') === 0) history.replaceState(null, '', base + location.hash.slice(2));
})();
