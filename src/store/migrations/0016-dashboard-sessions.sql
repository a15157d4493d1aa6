-- Who is signed in at the dashboard. digest: of the cookie's value, which the browser alone has.
-- proof: a tag of what was signed in with; the session is over when that is replaced.
CREATE TABLE dashboard_sessions (
  digest TEXT PRIMARY KEY,
  operator TEXT NOT NULL,
  proof TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX dashboard_sessions_used ON dashboard_sessions (used_at);
