// The name by which a process is told where libraries are that were fetched for the runtime. Apart, because who says it must be
// able to do so before the runtime is looked for.

/** In the environment: the folder in which a folder for each version of the runtime holds its libraries and the fetched ones. */
export const librariesVariable = 'SPERT_RUNTIME_LIBRARIES';
