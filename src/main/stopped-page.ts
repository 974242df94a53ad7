/** Where the page is shown that stands in for a window that stopped working. */
export const stoppedPagePath = '/window-stopped';

/** Needs no script and no style, so that nothing in it can fail again. */
export const stoppedPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="color-scheme" content="light dark" />
    <title>SweetSpot</title>
  </head>
  <body>
    <h1>The window stopped working</h1>
    <p>
      It was reloaded once and stopped again. The scan is not affected: points go on being scored
      and recorded.
    </p>
    <p><a href="/">Show the scan again</a></p>
  </body>
</html>
`;
