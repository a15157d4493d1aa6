-- When a merchant's link was over, for the sweep that forgets it.
CREATE INDEX merchant_links_over ON merchant_links ((COALESCE(revoked_at, expires_at)));
