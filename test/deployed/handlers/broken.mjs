throw new TypeError('HOLT_BUCKET is missing');
